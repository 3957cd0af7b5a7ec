"""The manifest of the tokens of programs."""

from pathlib import Path

from services.membership.program_tokens import access, api, mongo
from services.membership.program_tokens.domain import ProgramTokenUnknown
from shared.web.feature import Feature
from shared.web.problems import Problem

FEATURE = Feature(
    name="program_tokens",
    folder=Path(__file__).parent,
    routers=(api.router,),
    problems={
        ProgramTokenUnknown: Problem(401, "program-token-unknown", "این نشان برنامه درست نیست یا به پایان رسیده است.")
    },
    indexes=mongo.INDEXES,
    audited=mongo.AUDITED,
    deeds={"POST /api/membership/program-tokens/exchange": "به کار بردن نشان برنامه"},
    things={mongo.PROGRAM_TOKENS: "نشان برنامه"},
    actions=access.ACTIONS,
)
