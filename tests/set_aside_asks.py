"""Requests to the pages of what was set aside, which every service has, for the walks of all roles."""

from tests.matrix import Ask, Asks


def asks_of_set_aside(prefix: str) -> Asks:
    """The asks for all its routes. Nothing is set aside there, which no answer refuses."""

    async def nothing(_: str) -> Ask:
        return Ask()

    async def event(_: str) -> Ask:
        return Ask(query={"id": "unknown"})

    async def question(_: str) -> Ask:
        return Ask(query={"deed": "retry", "id": "unknown"})

    async def decision(_: str) -> Ask:
        return Ask(form={"id": "unknown", "reason": "دو بار فرستاده شد"})

    here = f"{prefix}/set-aside"
    return {
        f"GET {here}": nothing,
        f"GET {here}/events": nothing,
        f"GET {here}/event": event,
        f"GET {here}/decision": question,
        f"POST {here}/retry": decision,
        f"POST {here}/discard": decision,
        f"POST {here}/restore": decision,
    }
