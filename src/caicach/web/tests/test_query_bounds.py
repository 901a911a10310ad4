"""Each page asks a bounded number of queries, and no more of them in a city five times larger."""

from datetime import date

from django.core.cache import caches
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import get_resolver
from django.urls.resolvers import URLPattern, URLResolver
from django.utils import timezone

from caicach.bodies.models import Person
from caicach.web.bench.city import Scale, generate
from caicach.web.bench.pages import NOT_PAGES, Page, pages_of, sample_of

SMALL = Scale(bodies=110, people=336, plans=2, tasks=100, duties=1_500, documents=25, annexes_to_confirm=1)
LARGE = Scale(bodies=550, people=1_680, plans=10, tasks=500, duties=7_500, documents=125, annexes_to_confirm=5)

# Of each page the session, the person, their roles and the bell are four.
MOST = 13
MORE = {
    "home": 22,  # seven groups, each counted and its first keys read; their rows together
    "control_room": 30,  # with nothing remembered; within the minute that follows, a third of it
    "search": 12,
    "duties:list": 15,
    "duties:duty": 20,
    "duties:put_in_force": 20,
    "programme:plan": 20,
    "programme:changes": 24,
    "programme:cascade": 28,
    "programme:match": 18,
    "programme:task": 28,  # with the ways up and down
    "programme:target": 28,
    "intake:draft": 20,
    "intake:rows": 16,  # whom the names of agencies mean
    "documents:document": 14,
    "documents:file": 16,  # the reading is logged and sealed
    "measures:enter": 18,
    "measures:explained": 20,
    "measures:indicator": 20,
    "reports:preview": 28,
    "reports:download": 16,
    "reports:submission": 36,  # the report, its paragraphs, remarks, origins; its table, its numbers, its checks
    "reports:checks": 24,
    "reports:paper": 30,
    "reports:figures": 18,
    "reports:annex": 18,
    "reports:sheet_out": 18,
    "reports:merge": 18,
    "bodies:body": 26,
    "bodies:people": 20,  # the reading is logged and sealed
    "bodies:person": 24,
}
FILLED = 2  # so many lists may be empty in the small city and not in the large one, which asks what stands in them
OURS = ("duties", "programme", "intake", "documents", "measures", "monitoring", "reports", "bodies", "")


def counted(scale: Scale, today: date) -> dict[str, int]:
    """How many queries each page takes in a new city of that size, which is gone afterwards."""
    with transaction.atomic():
        generate(scale, today=today)
        sample = sample_of(today=today)
        clients = {}
        for who, pk in sample.people.items():
            clients[who] = Client()
            clients[who].force_login(Person.objects.get(pk=pk), backend="django.contrib.auth.backends.ModelBackend")
        pages = pages_of(sample)
        found = {page.label: ask(clients[page.who], page) for page in pages}
        transaction.set_rollback(True)
    return found


def ask(client: Client, page: Page) -> int:
    for name in ("default", "shared"):  # what is remembered must not hide what a page asks
        caches[name].clear()
    with CaptureQueriesContext(
        connection,
    ) as queries:
        answer = client.get(page.path)
        assert answer.status_code in (200, 302), page.label
        if answer.streaming:
            b"".join(answer.streaming_content)
    return len([query for query in queries if "SAVEPOINT" not in query["sql"]])


def test_each_page_asks_a_bounded_number_and_no_more_with_five_times_the_data(client, admin_user):
    """And every page is asked: what is neither listed nor named there as no page answers only to a sent form."""
    today = timezone.localdate()
    small, large = counted(SMALL, today), counted(LARGE, today)
    over = {
        label: count
        for found in (small, large)
        for label, count in found.items()
        if count > MORE.get(label.split(" ")[0], MOST)
    }
    grown = {label: (small[label], count) for label, count in large.items() if count > small[label] + FILLED}
    listed = {label.split(" ")[0] for label in small} | set(NOT_PAGES)
    client.force_login(admin_user, backend="django.contrib.auth.backends.ModelBackend")
    left = {}
    for name, path in named_paths(get_resolver()):
        if name not in listed:
            code = client.get(path).status_code
            if code != 405:
                left[name] = code
    assert (over, grown, left) == ({}, {}, {})


def named_paths(resolver, namespace="", prefix=""):
    """Name and an address of every URL of the product's own rooms; numbers in it name no row."""
    for entry in resolver.url_patterns:
        if isinstance(entry, URLResolver) and (entry.namespace or "") in OURS and entry.app_name != "admin":
            inner = f"{entry.namespace}:" if entry.namespace else namespace
            if entry.namespace in OURS[:-1]:
                yield from named_paths(entry, inner, prefix + str(entry.pattern))
        elif isinstance(entry, URLPattern) and entry.name and entry.callback.__module__.startswith("caicach."):
            path = prefix + str(entry.pattern)
            for kind in ("int", "str"):
                while f"<{kind}:" in path:
                    start = path.index(f"<{kind}:")
                    path = f"{path[:start]}987654{path[path.index('>', start) + 1 :]}"
            yield f"{namespace}{entry.name}", f"/{path}"
