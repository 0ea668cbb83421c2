"""All settings of the site, from the environment; docs/settings.md describes each variable."""

from __future__ import annotations

import os
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured

from jurdil.project import environment

PACKAGE = Path(__file__).resolve().parent.parent

MODE = environment.mode()
HOME = environment.home()
NOW = environment.fixed_now(MODE)
_keys = environment.keys(MODE, HOME)

SECRET_KEY = _keys["django"]
KEY_RING = _keys["ring"]
LOOKUP_KEY = _keys["lookup"]
LOG_KEY = _keys["log"]
LOG_ORIGIN = os.environ.get("JURDIL_LOG_ORIGIN", "demo.jurdil.invalid/log" if MODE != "production" else "")
if MODE == "production" and not LOG_ORIGIN:
    raise ImproperlyConfigured("JURDIL_LOG_ORIGIN is missing; name the log, like kpu.example/log.")

DEBUG = False
ALLOWED_HOSTS = [host for host in os.environ.get("JURDIL_HOSTS", "").split(",") if host]
if MODE != "production":
    ALLOWED_HOSTS = ALLOWED_HOSTS or ["localhost", "127.0.0.1", "[::1]", "testserver"]
elif not ALLOWED_HOSTS:
    raise ImproperlyConfigured("JURDIL_HOSTS is missing; name the hosts this site answers for.")
CSRF_TRUSTED_ORIGINS = [f"https://{host}" for host in ALLOWED_HOSTS if host.strip("[]:1") and host != "testserver"]

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "jurdil.foundation.ledger",
    "jurdil.foundation.accounts",
    "jurdil.foundation.jobs",
    "jurdil.foundation.outbox",
    "jurdil.registry.regions",
    "jurdil.registry.elections",
    "jurdil.registry.people",
    "jurdil.registry.partners",
    "jurdil.registry.bodies",
    "jurdil.registry.rosters",
    "jurdil.stages.recruitment",
    "jurdil.stages.vetting",
    "jurdil.stages.selection",
    "jurdil.stages.placement",
    "jurdil.stages.consolidation",
    "jurdil.stages.oversight",
    "jurdil.doors.portal",
    "jurdil.doors.desk",
    "jurdil.doors.public",
    "jurdil.doors.api",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "jurdil.foundation.accounts.middleware.AddressMiddleware",
    "jurdil.foundation.accounts.middleware.LanguageMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "jurdil.stages.recruitment.own_sessions.OwnSessionMiddleware",
    "jurdil.foundation.accounts.middleware.ActorMiddleware",
    "jurdil.foundation.accounts.middleware.PostingMiddleware",
    "jurdil.foundation.accounts.middleware.RefusalMiddleware",
]

ROOT_URLCONF = "jurdil.project.urls"
WSGI_APPLICATION = "jurdil.project.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [PACKAGE / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.messages.context_processors.messages",
                "jurdil.foundation.accounts.context.frame",
            ],
            "builtins": [
                "django.templatetags.i18n",
                "django.templatetags.static",
                "jurdil.foundation.accounts.templatetags.frame",
            ],
        },
    }
]

DATABASES = {"default": environment.database(os.environ.get("JURDIL_DATABASE_URL", ""), HOME)}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "accounts.Account"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/meja/"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_ADAPTER = "jurdil.foundation.accounts.sign_in.Adapter"
ACCOUNT_RATE_LIMITS = {"login": "30/m/ip", "login_failed": "10/m/ip,5/5m/key"}
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes", "webauthn"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = MODE != "production"

CACHES = {
    "default": {"BACKEND": "django.core.cache.backends.filebased.FileBasedCache", "LOCATION": HOME / "cache"},
}

SESSION_COOKIE_AGE = 12 * 3600
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = MODE == "production"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
BEHIND_PROXY = os.environ.get("JURDIL_BEHIND_PROXY") == "1"
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if BEHIND_PROXY else None
DATA_UPLOAD_MAX_MEMORY_SIZE = 4 * 1024 * 1024
FILE_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024
FILE_UPLOAD_TEMP_DIR = None

LANGUAGE_CODE = "id"
LANGUAGES = [("id", "Bahasa Indonesia"), ("en", "English")]
LOCALE_PATHS = [PACKAGE / "locale"]
USE_I18N = True
TIME_ZONE = "Asia/Jakarta"
USE_TZ = True
FORMAT_MODULE_PATH: list[str] = []

STATIC_URL = "/static/"
STATICFILES_DIRS = [PACKAGE / "static"]
WHITENOISE_USE_FINDERS = True
WHITENOISE_MAX_AGE = 3600
MEDIA_ROOT = HOME / "documents"

SITE = os.environ.get("JURDIL_SITE", "").rstrip("/")
DEFAULT_FROM_EMAIL = os.environ.get("JURDIL_MAIL_FROM", "")
_mail = environment.mail_server(os.environ.get("JURDIL_SMTP", ""))
EMAIL_HOST, EMAIL_PORT = _mail.host, _mail.port
EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = _mail.user, _mail.password
EMAIL_USE_SSL, EMAIL_USE_TLS = _mail.is_tls, not _mail.is_tls
EMAIL_TIMEOUT = 20
if EMAIL_HOST and not (SITE and DEFAULT_FROM_EMAIL):
    raise ImproperlyConfigured("JURDIL_SMTP needs JURDIL_SITE (https://...) for links and JURDIL_MAIL_FROM as sender.")

SMS_GATEWAY = environment.sms_gateway(
    os.environ.get("JURDIL_SMS_URL", ""),
    os.environ.get("JURDIL_SMS_KEY", ""),
    os.environ.get("JURDIL_SMS_HEADER", "Authorization: Bearer {key}"),
    os.environ.get("JURDIL_SMS_BODY", '{"to": "{phone}", "text": "{text}"}'),
)
MATERIAL_KB = environment.whole_number("JURDIL_MATERIAL_KB", 64)
WORKERS = environment.whole_number("JURDIL_WORKERS", 2)

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {"keys": {"()": "jurdil.project.logs.HideKeys"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "filters": ["keys"]}},
    "root": {"handlers": ["console"], "level": "WARNING"},
}
