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
        ProgramTokenUnknown: Problem(401, "program-token-unknown", "این توکن دسترسی درست نیست یا منقضی شده است.")
    },
    indexes=mongo.INDEXES,
    audited=mongo.AUDITED,
    nothing_open="A token is not passed on: it ends with its person's last post.",
    deeds={"POST /api/membership/program-tokens/exchange": "استفاده از توکن دسترسی"},
    things={mongo.PROGRAM_TOKENS: "توکن دسترسی"},
    actions=access.ACTIONS,
)
