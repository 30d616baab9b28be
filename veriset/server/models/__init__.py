"""What the API answers, for its OpenAPI document."""
