"""Does honest play pay best? Strategies against a campaign's own rules, over many campaigns.

`study` plays them; `splitting` and `validators` are the two questions that have exact answers.
"""
