"""Verbs of organization."""

from backend.capabilities.organization.service.clients import IssueClientToken, issue_client_token
from backend.capabilities.organization.service.days import announce_business_date
from backend.capabilities.organization.service.sessions import (
    Logout,
    RefreshSession,
    logout,
    refresh_session,
)
from backend.capabilities.organization.service.sign_in import (
    AnswerPasswordChange,
    Login,
    Opened,
    change_password,
    hash_password,
    login,
)

__all__ = [
    "AnswerPasswordChange",
    "IssueClientToken",
    "Login",
    "Logout",
    "Opened",
    "RefreshSession",
    "announce_business_date",
    "change_password",
    "hash_password",
    "issue_client_token",
    "login",
    "logout",
    "refresh_session",
]
