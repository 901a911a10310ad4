"""Chỉ tiêu & số liệu: the figures of a period, one indicator, one figure explained, what the checks found."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Count
from django.http import FileResponse, Http404, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.views.decorators.http import require_GET

from caicach.bodies.access import Permission, SignedInRequest, requires
from caicach.bodies.models import Body
from caicach.bodies.paging import slice_by_key
from caicach.core.events import record_event
from caicach.core.models import PeriodKind
from caicach.core.periods import Period, period_of
from caicach.core.serving import inert_file
from caicach.core.text import search_key

from . import selectors, services
from .forms import ChooseFigures, EvidenceForm
from .models import Figure, FigureEvidence, FigureState, Indicator
from .selectors import Measured, Uneven
from .series import draw, groups_of, since_first
from .words import finding_words

SHARES_ON_PAGE = 200
PERIODS_BACK = 8


@dataclass(frozen=True)
class Choice:
    """Whose figures of which period the page is about."""

    body: Body
    period: Period

    @property
    def query(self) -> str:
        return urlencode({"body": self.body.pk, "period": self.period.key})


def chosen(request: SignedInRequest) -> tuple[ChooseFigures, Choice | None]:
    """The choice of the address, or what most people come for: their own body and the quarter that is running."""
    today = timezone.localdate()
    usual = {"body": request.standing.main_body_id(), "period": period_of(today, PeriodKind.QUARTER).key}
    if not usual["body"]:
        first = selectors.bodies_seen(request.standing).order_by("path").first()
        usual["body"] = first.pk if first else None
    given = {name: request.POST.get(name) or request.GET.get(name) for name in ("body", "period", "q")}
    data = {name: value or usual.get(name, "") for name, value in given.items()}
    form = ChooseFigures(data, standing=request.standing, today=today)
    if not form.is_valid():
        return form, None
    return form, Choice(form.cleaned_data["body"], form.cleaned_data["period"])


@dataclass(frozen=True)
class Row:
    """One indicator on the list: this period, the one before, the same a year ago, and the body's own figure."""

    indicator: Indicator
    now: Measured
    before: Measured
    year_ago: Measured
    own: Figure | None
    change: Decimal | None  # against the period before, where the two are alike
    uneven: Uneven | None  # that not the same bodies answered in the two


@require_GET
@requires(Permission.SEE_FIGURES)
def index(request: SignedInRequest) -> HttpResponse:
    """The indicators with the figures of one body in one period."""
    form, choice = chosen(request)
    if choice is None:
        return render(request, "measures/list.html", {"form": form}, status=422)
    body, period = choice.body, choice.period
    indicators = selectors.shown_for(request.standing, period)
    if wanted := search_key(form.cleaned_data["q"]):
        indicators = [one for one in indicators if wanted in one.search_key]
    figures = selectors.Figures(indicators=indicators, bodies=[body.pk], periods=selectors.compared_periods(period))
    given = selectors.figures_of(request.standing, body, period)
    own = {figure.indicator_id: figure for figure in given if not figure.breakdown}
    rows = [
        Row(one, compared.now, compared.before, compared.year_ago, own.get(one.pk), compared.change, compared.uneven)
        for one in indicators
        for compared in (selectors.compare(figures, one, body.pk, period),)
    ]
    standing = request.standing
    states = [figure.state for figure in given]
    context = {
        "form": form,
        "choice": choice,
        "rows": rows,
        "with_value": sum(row.now.kind is not None for row in rows),
        "drafts": states.count(FigureState.DRAFT),
        "sent": states.count(FigureState.SUBMITTED),
        "accepted": states.count(FigureState.ACCEPTED),
        "may_enter": standing.may(Permission.ENTER_FIGURES, body),
        "may_submit": standing.may(Permission.SUBMIT_FIGURES, body),
        "may_decide": services.may_decide(standing, body),
        "may_publish": standing.may(Permission.PUBLISH_FIGURES, body),
        "may_define": standing.may(Permission.DEFINE_INDICATORS),
        "findings": selectors.findings_for(standing).filter(figure__body__path__startswith=body.path)[:100].count(),
    }
    return render(request, "measures/list.html", context)


@require_GET
@requires(Permission.SEE_FIGURES)
def indicator(request: SignedInRequest, code: str) -> HttpResponse:
    """One indicator: what it is, how it adds up, its series, and the bodies below beside each other."""
    shown = get_object_or_404(selectors.indicators_for(request.standing).select_related("successor"), code=code)
    form, choice = chosen(request)
    if choice is None:
        raise Http404
    period = selectors.period_for(shown, choice.period)
    periods = selectors.periods_back(period, PERIODS_BACK)
    with_figures = selectors.bodies_with_figures(shown, choice.body, period)
    below = list(with_figures[:SHARES_ON_PAGE])
    more = with_figures.count() - len(below)
    wanted = {when for one in periods for when in selectors.compared_periods(one)}
    figures = selectors.Figures(indicators=[shown], bodies=[choice.body.pk], periods=wanted)
    series = since_first([figures.measured(shown, choice.body.pk, one) for one in periods])
    beside = selectors.measure(indicators=[shown], bodies=[body.pk for body in below], periods=[period])
    answered = [(body, beside[(code, body.pk, period)]) for body in below]
    answered = [(body, measured) for body, measured in answered if measured.kind is not None]
    latest = next((one.period for one in reversed(series) if one.value is not None), period)
    context = {
        "indicator": shown,
        "choice": Choice(choice.body, period),
        "form": form,
        "series": series,
        "drawing": draw(series),
        "finding": finding_words(selectors.compare(figures, shown, choice.body.pk, latest)),
        "groups": groups_of(answered, whole=not more),
        "more": more,
        "missing": selectors.bodies_missing(shown, choice.body, period),
        "rules": list(shown.rules.all()),
        "predecessors": list(shown.predecessors.all()),
        "may_define": services.may_define(request.standing, shown.asked_by),
    }
    return render(request, "measures/indicator.html", context)


def _asked_about(request: SignedInRequest, code: str, body: int, period: str) -> selectors.Explanation:
    shown = get_object_or_404(selectors.indicators_for(request.standing), code=code)
    whose = get_object_or_404(Body, pk=body)
    when = Period.of_key(period)
    if when is None or not selectors.may_see_figures_of(request.standing, whose):
        raise Http404
    return selectors.explain(shown, whose, when, request.GET.get("phan", ""))


@require_GET
@requires(Permission.SEE_FIGURES)
def explained(request: SignedInRequest, code: str, body: int, period: str) -> HttpResponse:
    """How one figure came about, down to the bodies and the files behind it."""
    explanation = _asked_about(request, code, body, period)
    own = None
    if explanation.own is not None:
        own = selectors.figures_for(request.standing).filter(pk=explanation.own.figure).first()
    context = {
        "told": explanation,
        "figure": own,
        "proofs": own.evidence.select_related("added_by").order_by("pk") if own else (),
        "doubts": own.findings.filter(gone_at=None).select_related("rule").order_by("pk") if own else (),
        "shares": explanation.shares[:SHARES_ON_PAGE],
        "more": max(0, len(explanation.shares) - SHARES_ON_PAGE),
        "query": urlencode([("body", str(body)), ("period", period)]),
        "may_enter": own is not None and request.standing.may(Permission.ENTER_FIGURES, own.body),
        "evidence_form": EvidenceForm(),
    }
    return render(request, "measures/explained.html", context)


@require_GET
@requires(Permission.SEE_FIGURES)
def explained_json(request: SignedInRequest, code: str, body: int, period: str) -> JsonResponse:
    """The same as JSON; every share and input carries the address of its own explanation."""
    told = selectors.as_json(_asked_about(request, code, body, period))
    before, after = reverse("measures:explained_json", args=[code, 0, period]).rsplit("/0/", 1)
    for share in told["shares"]:  # thousands of them
        share["href"] = f"{before}/{share['body']}/{after}"
    for one in told["inputs"]:
        one["href"] = reverse("measures:explained_json", args=[one["code"], body, one["period"]])
    return JsonResponse(told, json_dumps_params={"ensure_ascii": False})


@require_GET
@requires(Permission.SEE_FIGURES)
def figure(request: SignedInRequest, pk: int) -> HttpResponse:
    """The figure's place: its explanation."""
    found = get_object_or_404(selectors.figures_for(request.standing), pk=pk)
    address = reverse("measures:explained", args=[found.indicator.code, found.body_id, found.period.key])
    return redirect(f"{address}?{urlencode({'phan': found.breakdown})}" if found.breakdown else address)


@require_GET
@requires(Permission.SEE_FIGURES)
def evidence(request: SignedInRequest, pk: int) -> FileResponse:
    """The file behind a figure; the reading is logged."""
    seen = selectors.figures_for(request.standing).values("pk")
    proof = get_object_or_404(FigureEvidence.objects.select_related("file", "figure"), pk=pk, figure__in=seen)
    record_event("figure_evidence_read", about=proof.figure, by=request.user, at=timezone.now(), evidence=pk)
    return inert_file(proof.file, name=proof.name, inline=True)


@require_GET
@requires(Permission.SEE_FIGURES)
def findings(request: SignedInRequest) -> HttpResponse:
    """What the checks found and nobody has put right or explained, the latest first."""
    rows = selectors.findings_for(request.standing)
    counted = dict(rows.order_by().values_list("severity").annotate(Count("pk")))
    page = slice_by_key(rows, key="severity", cursor=request.GET.get("trang", ""))
    context = {
        "page": page,
        "rows": [(one, request.standing.may(Permission.ENTER_FIGURES, one.figure.body)) for one in page.rows],
        "errors": counted.get("error", 0),
        "warnings": counted.get("warning", 0),
    }
    return render(request, "measures/findings.html", context)
