r"""The Dorset Care Record: one combined record, under consent rules, with an account of every look.

>>> import dcr, tempfile
>>> message = (
...     "MSH|^~\\&|PAS|RBD|DCR|DCR|20260703090000||ADT^A28|1|P|2.4\r"
...     "PID|1||9990000018^^^NHS^NH||DURDLE^DOROTHEA||19400201|F\r"
... )
>>> clinician = dcr.AccessRequest(
...     user="555000111222", organisation="RBD", role="R8000", purpose="TREAT", relationship="referral",
...     nhs_number="9990000018",
... )
>>> with (
...     tempfile.TemporaryDirectory() as folder,
...     dcr.Node.create(folder, organisation="RBD", key=dcr.NodeKey.generate()) as node,
... ):
...     receipt = node.submit(message, source="RBD/PAS")
...     answer = node.view(clinician)
...     erased = node.opt_out(clinician)
...     refused = node.view(clinician)
...     events = [event["event"]["kind"] for event in node.who_saw(clinician)]
>>> receipt.accepted, answer.permitted, refused.permitted
(1, True, False)
>>> answer.record["demographics"][0]["demographics"]["names"][0]["family"]
'DURDLE'
>>> events
['view', 'directive-change', 'refusal']
"""

from dcr._consent import (
    Person,
    Plan,
    Request,
    Verdict,
    Verdicts,
    check_policy,
    policy_digest,
    ready_policy,
    sign_policy,
)
from dcr._dcr import ArrowTable, AuditError, DcrError, InputError, InternalError, RulesError, StoreError, __version__
from dcr._dcr import KeyError as KeyError
from dcr._input import read_contributions
from dcr._matching import (
    Evaluation,
    LeftOut,
    Linked,
    MatchModel,
    Point,
    Thresholds,
    Trained,
    evaluate,
    link_table,
    train,
)
from dcr._node import Answer, Node, NodeKey, TableMatches
from dcr._receipt import BatchReceipt, Issue, Progress, Receipt, Refused
from dcr._request import AccessRequest

# `KeyError` stands in the package and not in `__all__`: a star import must not hide Python's own.
__all__ = [
    "AccessRequest",
    "Answer",
    "ArrowTable",
    "AuditError",
    "BatchReceipt",
    "DcrError",
    "Evaluation",
    "InputError",
    "InternalError",
    "Issue",
    "LeftOut",
    "Linked",
    "MatchModel",
    "Node",
    "NodeKey",
    "Person",
    "Plan",
    "Point",
    "Progress",
    "Receipt",
    "Refused",
    "Request",
    "RulesError",
    "StoreError",
    "TableMatches",
    "Thresholds",
    "Trained",
    "Verdict",
    "Verdicts",
    "__version__",
    "check_policy",
    "evaluate",
    "link_table",
    "policy_digest",
    "read_contributions",
    "ready_policy",
    "sign_policy",
    "train",
]
