"""The page docs/reference/duty-states.md, drawn from the rules. A test holds the two together.

python -m caicach.duties.state_page > docs/reference/duty-states.md
"""

from __future__ import annotations

from .rules import ASSIGNED, AWAITING_HEAD, AWAITING_REVIEW, CANCELLED, DONE, RUNNING, TRANSITIONS, HatKind

_STATES = {
    ASSIGNED: "given to the body, nothing reported yet",
    RUNNING: "the body works on it",
    AWAITING_HEAD: "the result lies before the head of the body",
    AWAITING_REVIEW: "the head sent it up; the reviewing body reads it",
    DONE: "accepted; done on the day the head sent it up",
    CANCELLED: "released, with the reason",
}
_HATS = {
    HatKind.WORKER: "who may work on duties in the body that owes it (`duties.work`)",
    HatKind.HEAD: "the head of that body (`duties.sign`)",
    HatKind.ASSIGNER: "who assigns people there (`duties.assign`)",
    HatKind.REVIEWER: "who reviews for the reviewing body (`duties.review`); a field lead only in their field, never"
    " for their own body; nobody what they wrote or sent up themselves",
    HatKind.GIVER: "who disposes for the body that gave it (`duties.hand_over`)",
}


def page() -> str:
    """The page as Markdown."""
    lines = [
        "# The states of a duty",
        "",
        "Drawn from `duties/rules.py` by `python -m caicach.duties.state_page`; do not edit.",
        "",
        "```mermaid",
        "stateDiagram-v2",
        f"    [*] --> {ASSIGNED}",
    ]
    for act, transition in TRANSITIONS.items():
        if transition.to:
            lines += [f"    {state} --> {transition.to}: {act}" for state in transition.states]
    lines += [f"    {DONE} --> [*]", f"    {CANCELLED} --> [*]", "```", "", "| state | meaning |", "|---|---|"]
    lines += [f"| `{state}` | {meaning} |" for state, meaning in _STATES.items()]
    lines += ["", "| act | who | in the states | then |", "|---|---|---|---|"]
    for act, transition in TRANSITIONS.items():
        states = ", ".join(f"`{state}`" for state in transition.states)
        after = f"`{transition.to}`" if transition.to else "stays"
        lines.append(f"| `{act}` | {transition.hat} | {states} | {after} |")
    lines += ["", "| who | is |", "|---|---|"]
    lines += [f"| {hat} | {meaning} |" for hat, meaning in _HATS.items()]
    lines += [
        "",
        "Acceptance, return and giving back can be taken back for ten seconds by who decided, while nothing followed.",
        "Whether a duty is late is not a state: `rules.timeliness` computes it from its day.",
    ]
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    print(page(), end="")
