"""The Dorset Care Record: one combined record, under consent rules, with an account of every look.

>>> import dcr
>>> key = dcr.NodeKey.generate()
>>> len(key.hex())
64
"""

from dcr._dcr import (
    AuditError,
    DcrError,
    InputError,
    InternalError,
    KeyError,
    RulesError,
    StoreError,
    __version__,
)
from dcr._node import Answer, Node, NodeKey
from dcr._receipt import Issue, Receipt
from dcr._request import AccessRequest

__all__ = [
    "AccessRequest",
    "Answer",
    "AuditError",
    "DcrError",
    "InputError",
    "InternalError",
    "Issue",
    "KeyError",
    "Node",
    "NodeKey",
    "Receipt",
    "RulesError",
    "StoreError",
    "__version__",
]
