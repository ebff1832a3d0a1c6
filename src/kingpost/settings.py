"""Django's settings. What a person may set comes from the environment: see ``toolbox/environment.py``."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from csp import constants as csp
from psycopg.conninfo import conninfo_to_dict

from kingpost.toolbox import clock, environment, log, postgres, postgres_programs, secrets

DATA = environment.data_dir().resolve()  # made by the commands; importing this file makes nothing
WORKSPACE = environment.workspace()
PUBLIC_URL = environment.public_url() or environment.url_here(*environment.address())
CLOCK_OVERRIDDEN = clock.overridden()  # read once here so that an unusable KINGPOST_NOW stops the start, not a page

DEBUG = False
SECRET_KEY, *SECRET_KEY_FALLBACKS = secrets.signing_keys()
HOST = urlsplit(PUBLIC_URL).hostname or "localhost"
ALLOWED_HOSTS = sorted({"127.0.0.1", "localhost", "[::1]", f"[{HOST}]" if ":" in HOST else HOST})
CSRF_TRUSTED_ORIGINS = [PUBLIC_URL]
SESSION_ENGINE = "kingpost.accounts.sessions"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = PUBLIC_URL.startswith("https://")
if SESSION_COOKIE_SECURE:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "procrastinate.contrib.django",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "kingpost.accounts",
    "kingpost.evidence",
    "kingpost.identity",
    "kingpost.knowledge",
    "kingpost.priorities",
    "kingpost.proposals",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "kingpost.web.api.gate.ProblemMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "kingpost.web.access.AccessMiddleware",  # deny by default: sign-in, then what the page says it needs
    "kingpost.web.reader.ReaderMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]
ROOT_URLCONF = "kingpost.urls"
WSGI_APPLICATION = "kingpost.wsgi.application"
TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.jinja2.Jinja2",
        "DIRS": [Path(__file__).parent / "web/templates"],
        "OPTIONS": {
            "environment": "kingpost.web.jinja.environment",
            "context_processors": ["django.contrib.messages.context_processors.messages", "kingpost.web.shell.context"],
        },
    },
    {  # only what packages bring along: their mails, the API's own pages
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {"context_processors": ["django.template.context_processors.request"]},
    },
]

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["kingpost.accounts.backend.Backend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
ACCOUNT_ADAPTER = "kingpost.accounts.adapter.Adapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"  # people come in by an admin's invitation, which is the proof of who they are
ACCOUNT_LOGOUT_REDIRECT_URL = LOGIN_URL
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_EMAIL_NOTIFICATIONS = False
# Or every failed sign-in would be the proxy's, and lock everybody out.
ALLAUTH_TRUSTED_PROXY_COUNT = environment.proxies()
MFA_ADAPTER = "kingpost.accounts.second_step.Adapter"
MFA_FORMS = {
    "authenticate": "kingpost.accounts.second_step.AskForm",
    "reauthenticate": "kingpost.accounts.second_step.AskAgainForm",
}
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_TOTP_ISSUER = "Kingpost"

# No inline script or style anywhere, so that text from a client's mail can never become code on a page.
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [csp.NONE],
        "script-src": [csp.SELF],
        "style-src": [csp.SELF],
        "img-src": [csp.SELF, "data:"],  # data: is the code to scan when switching two-step sign-in on
        "connect-src": [csp.SELF],
        "manifest-src": [csp.SELF],
        "form-action": [csp.SELF],
        "base-uri": [csp.NONE],
        "frame-ancestors": [csp.NONE],
    }
}
STATIC_URL = "static/"

USE_TZ = True
TIME_ZONE = "UTC"
LANGUAGE_CODE = "en-gb"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"


def database(url: str) -> dict[str, Any]:
    """Django's settings for the PostgreSQL at ``url``, with every table in the workspace's own schema."""
    parts = conninfo_to_dict(url)
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": parts.pop("dbname", "kingpost"),
        "USER": parts.pop("user", ""),
        "PASSWORD": parts.pop("password", ""),
        "HOST": parts.pop("host", ""),
        "PORT": parts.pop("port", ""),
        "CONN_HEALTH_CHECKS": True,  # the database may have been restarted under us
        "OPTIONS": {
            **parts,
            "application_name": "kingpost",
            "options": f"-c search_path={WORKSPACE},extensions",
            "pool": {"min_size": 1, "max_size": 8, "timeout": 10, "max_idle": 300},
        },
    }


def _database_url() -> str:
    """The address of the database; a placeholder that cannot be reached before the first start has made one."""
    try:
        return environment.read("KINGPOST_DATABASE_URL") or postgres.Server(DATA).url()
    except postgres_programs.PostgresError:
        return f"postgresql://kingpost@/kingpost?host={DATA / 'run'}"


DATABASES = {"default": database(_database_url())}

LOGGING_CONFIG = None
log.configure()
