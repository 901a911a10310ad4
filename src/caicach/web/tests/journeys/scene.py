"""A scene in mid-play: the plan in force, duties in every state, drafts, a second version waiting, reports, the bell.

Run as a program in an installation that holds the cast; goes through the services that the pages call, and prints where
everything is.
"""

from __future__ import annotations

import json
from datetime import timedelta
from io import BytesIO, StringIO
from typing import Any
from uuid import uuid4

RUNS = b"<script>document.title = 'run'</script><h1>so lieu</h1>"  # what a browser must not run


def main() -> None:
    import django

    django.setup()
    from django.utils import timezone

    from caicach.bodies.models import Body, Person

    people = {person.username: person for person in Person.objects.all()}
    bodies = {body.name: body for body in Body.objects.filter(path__startswith=Body.objects.get(code="T01").path)}
    print(json.dumps(play(people, bodies, timezone.now())))


def answered(body: Any, period: Any, officer: Any, head: Any, now: Any) -> Any:
    """A figure that was sent up, among the indicators that come with the product; the body's others are drafts."""
    from decimal import Decimal

    from django.core.management import call_command

    from caicach.measures import selectors, services
    from caicach.measures.models import Indicator
    from caicach.measures.rules import Answer, Kind

    call_command("load_indicators", stdout=StringIO())
    Indicator.objects.update(asked_by=body.get_root())  # its standing agency may change them
    asked = selectors.asked_of(body, period, list(Indicator.objects.all()))
    plain = [one for one in asked if one.value_kind == "number" and not one.breakdowns]
    entries = [services.Entry(one, body, Answer(Kind.VALUE, Decimal(120))) for one in plain]
    figures = services.enter_figures(entries=entries, period=period, by=officer, now=now)
    return services.submit_figures(figures=figures[:1], by=head, now=now)[0]


def play(people: dict[str, Any], bodies: dict[str, Any], now: Any) -> dict[str, Any]:
    from caicach.core.models import PeriodKind
    from caicach.core.periods import period_of
    from caicach.duties import services as duties
    from caicach.duties.issuing import put_plan_in_force
    from caicach.duties.models import Duty, Evidence
    from caicach.intake import services as intake
    from caicach.programme import services as programme
    from caicach.reports import services as reports
    from caicach.reports.models import ReportKind

    from . import papers

    city, standing = bodies["UBND thành phố Thanh Lam"], people["nv.cchc"]
    officer, head = people["tc.chuyenvien"], people["tc.giamdoc"]

    def read(name: str, content: bytes, body: Any = city) -> Any:
        draft = intake.upload_document(
            content=BytesIO(content), file_name=name, token=uuid4(), body=body, by=standing, now=now
        )
        return intake.read_draft(draft=draft, now=now)

    def confirmed(name: str, content: bytes, body: Any = city) -> Any:
        draft = read(name, content, body)
        intake.accept_sure_items(draft=draft, by=standing, now=now)
        return intake.confirm_draft(draft=draft, by=standing, now=now) or draft

    def words(text: str, percent: int) -> Any:
        return duties.Words(text=text, percent=percent, token=uuid4(), difficulties="Thiếu số liệu.", product_number="")

    def owed(title: str, body: str) -> Any:
        return Duty.objects.get(title=title, body=bodies[body], part="lead")

    plan = programme.make_plan(draft=confirmed("ke-hoach.docx", papers.plan()), by=standing, now=now)
    put_plan_in_force(plan=plan, by=standing, now=now)
    review, budget = owed(papers.REVIEW, "Sở Tài chính"), owed(papers.BUDGET, "Sở Tài chính")
    for duty in (review, budget):
        duties.assign_officer(duty=duty, officer=officer, by=head, now=now)
    duties.send_to_head(
        duty=review, words=words("Đã rà soát 12 thủ tục.", 80), by=officer, now=now,
        attachments=[duties.Attachment(BytesIO(RUNS), "so-lieu.html", "trang 1")],
    )  # fmt: skip
    duties.send_up(duty=review, by=head, now=now)
    duties.ask_extension(
        duty=budget, until=budget.due_on + timedelta(days=60), reason="Chờ thông tư.", by=officer, now=now,
    )  # fmt: skip
    own = owed(papers.OWN_PLANS, "Sở Tài chính")
    duties.send_to_head(duty=own, words=words("Dự thảo kế hoạch.", 60), by=officer, now=now)
    second = programme.amend_plan(
        plan=plan, draft=confirmed("sua-doi.docx", papers.amendment()), replaces_all=False, by=standing, now=now
    )
    ward = bodies["UBND phường Cầu Mây"]
    lower = programme.make_plan(draft=confirmed("ke-hoach-phuong.docx", papers.plan(), ward), by=standing, now=now)
    link = programme.link_plans(higher=plan, lower=lower, by=standing, now=now)
    sure = link.derivations.filter(confidence__gte=75, lower_is_target=True).values_list("pk", flat=True)
    programme.confirm_derivations(link=link, wanted=list(sure), by=standing, now=now)
    ready = read("ke-hoach-moi.docx", papers.plan())
    waiting = intake.upload_document(
        content=BytesIO(papers.plan()), file_name="cho-doc.docx", token=uuid4(), body=city, by=standing, now=now
    )
    refused = read("hong.pdf", b"%PDF-1.7 this is no such thing")
    quarter = period_of(papers.today(), PeriodKind.QUARTER)
    report = reports.write_report(body=city, period=quarter, by=standing, now=now)
    cycle = reports.open_cycle(
        ask=reports.Ask(
            ReportKind.objects.get(code="quy", body=None), city, quarter, due_on=papers.today() + timedelta(days=90)
        ),
        bodies=[bodies["Sở Tài chính"], bodies["UBND phường Cầu Mây"], bodies["Sở Tư pháp"]], token=uuid4(),
        by=standing, now=now,
    )  # fmt: skip
    writing, answer = (cycle.submissions.get(body__name=name) for name in ("Sở Tài chính", "UBND phường Cầu Mây"))
    reports.draft_from_data(submission=writing, by=officer, now=now)
    reports.draft_from_data(submission=answer, by=people["caumay.congchuc"], now=now)
    reports.sign_and_send(submission=answer, by=people["caumay.chutich"], now=now)
    reports.remark(passage=answer.passages.first(), text="Nêu rõ số liệu.", by=standing, now=now)
    passage = writing.passages.filter(section="tasks").first()
    reports.write_section(
        submission=writing, section="tasks", edits={passage.pk: reports.Edit("Đã giao đủ nhiệm vụ.", 1)}, added="",
        by=officer, now=now,
    )  # fmt: skip
    reports.accept_report(submission=answer, by=standing, now=now)
    figure = answered(bodies["Sở Tài chính"], quarter.previous(), officer, head, now)
    rule = figure.indicator.rules.model.objects.select_related("indicator").order_by("code")[0]
    return {
        "figure": figure.pk, "indicator": figure.indicator.code, "answered": quarter.previous().key,
        "ruled": rule.indicator.code, "rule": rule.pk,
        "kind": cycle.kind_id, "cycle": cycle.pk, "writing": writing.pk, "answer": answer.pk, "passage": passage.pk,
        "lower": lower.pk, "link": link.pk,
        "plan": plan.pk, "second": second.pk, "task": review.task_id, "target": plan.targets.first().pk,
        "second_task": second.tasks.first().pk, "second_target": second.targets.first().pk,
        "document": plan.document_id, "confirmed": plan.draft_id, "ready": ready.pk, "waiting": waiting.pk,
        "refused": refused.pk, "item": ready.items.filter(kind="task").first().pk, "to_review": review.pk,
        "extension": budget.pk, "to_sign": own.pk, "open": owed(papers.LAWS, "Sở Tư pháp").pk,
        "evidence": Evidence.objects.get().pk, "report": report.pk, "quarter": quarter.key, "city": city.pk,
        "finance": bodies["Sở Tài chính"].pk, "person": officer.pk, "ward": bodies["UBND phường Cầu Mây"].pk,
        "notification": officer.notifications.first().pk,
    }  # fmt: skip


if __name__ == "__main__":
    main()
