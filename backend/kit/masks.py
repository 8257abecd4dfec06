"""How personal data is shown to those who need to recognise it, not to know it."""


def id_number(value: str) -> str:
    """Show the first six and the last four characters."""
    return value[:6] + "*" * max(len(value) - 10, 0) + value[-4:] if len(value) > 10 else "****"


def phone(value: str) -> str:
    """Show the first three and the last four digits."""
    return f"{value[:3]}****{value[-4:]}" if len(value) > 7 else "****"


def card(value: str) -> str:
    """Show the last four digits."""
    return f"**** {value[-4:]}"


def name(value: str) -> str:
    """Show the first and the last character, as the union sees a customer."""
    return value[:1] + "*" + (value[-1:] if len(value) > 2 else "")


def address(value: str) -> str:
    """Show province and county, hide the rest."""
    for mark in ("县", "区", "市"):
        head, found, _ = value.partition(mark)
        if found:
            return f"{head}{mark}***"
    return "***"


def position(value: str) -> str:
    """Show latitude and longitude to two decimals, about a kilometre."""
    return ",".join(f"{float(part):.2f}" for part in value.split(","))
