"""Settings. Everything that differs between installations comes from the environment (docs/reference/settings.md)."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import environ
from csp.constants import NONE, SELF

env = environ.Env()

PACKAGE = Path(__file__).resolve().parents[1]
ROOT = PACKAGE.parents[1]
VAR = Path(env("CAICACH_VAR", default=str(ROOT / "var")))

DEBUG = env.bool("CAICACH_DEBUG", default=False)
# Without a key of its own an installation serves nothing but this machine: see ALLOWED_HOSTS and `caicach doctor`.
SECRET_KEY_FROM_ENVIRONMENT = bool(env("CAICACH_SECRET_KEY", default=""))


def _secret_key() -> str:
    """The key from the environment, or one made once and kept readable for the owner only."""
    if key := env("CAICACH_SECRET_KEY", default=""):
        return key
    from django.core.management.utils import get_random_secret_key

    kept = VAR / "secret_key"
    try:
        return kept.read_text(encoding="ascii")
    except FileNotFoundError:
        VAR.mkdir(parents=True, exist_ok=True)
        try:
            with kept.open("x", encoding="ascii") as new:
                new.write(get_random_secret_key())
        except FileExistsError:
            pass  # another process was first; its key is the one
        kept.chmod(0o600)
        return kept.read_text(encoding="ascii")


SECRET_KEY = _secret_key()
ALLOWED_HOSTS = env.list("CAICACH_HOSTS", default=["localhost", "127.0.0.1", "[::1]"])
CSRF_TRUSTED_ORIGINS = env.list("CAICACH_ORIGINS", default=[])
HTTPS = env.bool("CAICACH_HTTPS", default=False)

INSTALLED_APPS = [
    "caicach.web",
    "caicach.reports",
    "caicach.monitoring",
    "caicach.measures",
    "caicach.duties",
    "caicach.programme",
    "caicach.intake",
    "caicach.documents",
    "caicach.bodies",
    "caicach.core",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "django.forms",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "axes",
    "csp",
    "django_filters",
    "django_htmx",
    "django_tasks",
    "django_tasks_db",
    "rules",
    "treebeard",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "caicach.web.language.ChosenLanguage",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "caicach.bodies.sessions.PersonMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "caicach.bodies.middleware.ClosedByDefault",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "caicach.web.urls"
WSGI_APPLICATION = "caicach.web.wsgi.application"
FORM_RENDERER = "caicach.web.form_drawing.QuickRenderer"

TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "caicach.web.context.frame",
            ],
            "builtins": ["django.templatetags.i18n", "django.templatetags.static", "caicach.web.templatetags.caicach"],
        },
    }
]

DATABASES = {"default": env.db_url("CAICACH_DATABASE_URL", default=f"sqlite:///{VAR / 'caicach.sqlite3'}")}
if "ENGINE" not in DATABASES["default"]:
    raise SystemExit(
        "CAICACH_DATABASE_URL không phải địa chỉ cơ sở dữ liệu. "
        "Ví dụ: postgres://TÊN:MẬT_KHẨU@MÁY/caicach hoặc sqlite:////đường/dẫn/tệp.sqlite3"
    )
DATABASES["default"]["ATOMIC_REQUESTS"] = False  # each service is its own transaction
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    DATABASES["default"]["CONN_MAX_AGE"] = 600  # opening the file anew and losing its cache costs more than the queries
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA cache_size=-64000; "
        "PRAGMA mmap_size=268435456; PRAGMA temp_store=MEMORY;",
    }
else:
    given = DATABASES["default"].get("OPTIONS", {})  # the URL may say sslmode, host or options
    # A page is many small questions: rows lie in memory or on a disk that does not seek, so an index is worth using;
    # compiling a query or spreading it over processes costs more than it takes.
    # With more than five tables, choosing the order to join them in would take longer than joining them.
    planning = "-c random_page_cost=1.1 -c jit=off -c max_parallel_workers_per_gather=0 -c join_collapse_limit=5"
    DATABASES["default"]["OPTIONS"] = (
        {"options": planning}
        | given
        | {"pool": {"min_size": 1, "max_size": env.int("CAICACH_DATABASE_POOL", default=8), "timeout": 20}}
    )
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

CACHES = {
    "default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "OPTIONS": {"MAX_ENTRIES": 5000}},
    # What is counted once for all workers of this server (core/remembered.py).
    # Each body that somebody looks at has some ten answers; beyond the most a third of all would be thrown away.
    "shared": {
        "BACKEND": "django.core.cache.backends.filebased.FileBasedCache",
        "LOCATION": VAR / "cache",
        "OPTIONS": {"MAX_ENTRIES": 5000},
    },
}
REMEMBER_IN_BACKGROUND = True
TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}

AUTH_USER_MODEL = "bodies.Person"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "rules.permissions.ObjectPermissionBackend",
    "django.contrib.auth.backends.ModelBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home"
ACCOUNT_ADAPTER = "caicach.bodies.accounts.ClosedAccountAdapter"  # nobody signs up by themselves
ACCOUNT_LOGIN_METHODS = {"username", "email"}
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_REAUTHENTICATION_TIMEOUT = 900
ACCOUNT_RATE_LIMITS = {"login_failed": "60/m/ip"}  # an office behind one address; one name's failures: axes, below
MFA_ADAPTER = "caicach.bodies.accounts.SecondFactorAdapter"
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
AXES_FAILURE_LIMIT = env.int("CAICACH_LOGIN_ATTEMPTS", default=8)
AXES_COOLOFF_TIME = 0.5  # hours
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_LOCKOUT_TEMPLATE = "account/locked.html"
AXES_RESET_ON_SUCCESS = True

LANGUAGE_CODE = "vi"
LANGUAGES = [("vi", "Tiếng Việt"), ("en", "English")]
LOCALE_PATHS = [PACKAGE / "locale"]
LANGUAGE_COOKIE_NAME = "caicach_language"
LANGUAGE_COOKIE_SAMESITE = "Lax"
USE_I18N = True
TIME_ZONE = env("CAICACH_TIME_ZONE", default="Asia/Ho_Chi_Minh")
USE_TZ = True
FORMAT_MODULE_PATH = "caicach.web.formats"
USE_THOUSAND_SEPARATOR = False  # years and codes are numbers too; pages write numbers with vn_number

STATIC_URL = "/static/"
STATIC_ROOT = None  # served from the packages' own folders, nothing to collect
WHITENOISE_USE_FINDERS = True
WHITENOISE_MAX_AGE = 86_400
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": VAR / "files"}},
    "staticfiles": {"BACKEND": "caicach.web.assets.MarkedStaticFiles"},
}
EVIDENCE_STORE = Path(env("CAICACH_EVIDENCE_STORE", default=str(VAR / "evidence")))
UPLOAD_LIMIT_BYTES = env.int("CAICACH_UPLOAD_LIMIT_MB", default=50) * 1024 * 1024
SCAN_LIMIT_BYTES = max(UPLOAD_LIMIT_BYTES, env.int("CAICACH_SCAN_LIMIT_MB", default=400) * 1024 * 1024)
READ_SECONDS = env.int("CAICACH_READ_SECONDS", default=120)
READ_MEMORY_BYTES = env.int("CAICACH_READ_MEMORY_MB", default=1536) * 1024 * 1024
READ_PAGES = env.int("CAICACH_READ_PAGES", default=1000)
SIGNING_CERTIFICATE = env("CAICACH_SIGNING_CERTIFICATE", default="")  # a PKCS#12 file; empty: nothing is signed
SIGNING_PASSWORD = env("CAICACH_SIGNING_PASSWORD", default="")
SEAL_IMAGE = env("CAICACH_SEAL_IMAGE", default="")  # a PNG of the office's seal; empty: the signature is not seen
SEAL_MILLIMETRES = env.float("CAICACH_SEAL_MILLIMETRES", default=36.0)
TRUSTED_ISSUERS = env("CAICACH_TRUSTED_ISSUERS", default="")  # a folder of certificates, PEM or DER
DATA_UPLOAD_MAX_NUMBER_FIELDS = 20_000

EMAIL_CONFIG = env.email_url("CAICACH_EMAIL_URL", default="consolemail://")
vars().update(EMAIL_CONFIG)
DEFAULT_FROM_EMAIL = env("CAICACH_EMAIL_FROM", default="caicach@localhost")
PUBLIC_ADDRESS = env("CAICACH_ADDRESS", default="http://localhost:8000")

CSRF_FAILURE_VIEW = "caicach.web.errors.form_expired"
SESSION_ENGINE = "caicach.bodies.sessions"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SECURE_SSL_REDIRECT = HTTPS
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
BEHIND_PROXY = env.bool("CAICACH_BEHIND_PROXY", default=False)
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if BEHIND_PROXY else None
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "object-src": [NONE],
        "base-uri": [NONE],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    }
}

LOG_LEVEL = env("CAICACH_LOG_LEVEL", default="WARNING")
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s: %(message)s"}},
    # The level stands at the handler too: the worker of the queue sets that of its own loggers to INFO.
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line", "level": LOG_LEVEL}},
    "root": {"handlers": ["console"], "level": LOG_LEVEL},
}
