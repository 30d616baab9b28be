"""What an annotation campaign is to do, in plain Python: loops, lists, dictionaries, integers.

Written from the interfaces and the specification. Accounts are addresses as text. A method takes
the time at which the call runs; it makes the change, or raises RefusedError with every reason for
which the contract may refuse, and changes nothing.
"""

from tests.stateful.annotation_model.payout import Payout
from tests.stateful.annotation_model.playing import Playing
from tests.stateful.annotation_model.review import Review
from tests.stateful.annotation_model.views import Views


class Model(Playing, Review, Payout, Views):
    """A campaign's state, what can be done to it, and what its contract says of it."""
