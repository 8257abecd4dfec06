"""What must be there before an application is handed in, beside the form."""

from backend.capabilities.application.models import Application
from backend.capabilities.customer import queries as customers
from backend.capabilities.privacy import queries as privacy
from backend.capabilities.privacy.rules import ConsentKind
from backend.kit.refusal import Refusal

# PIPL 13 and 24: his data are handled, and a machine has its say.
CONSENTS = (ConsentKind.PRIVACY, ConsentKind.AUTOMATED_DECISION)


async def missing_consents(application: Application) -> list[Refusal]:
    """List the consents of the applicant that are not in force."""
    found = await customers.customers_by_ids([application.applicant_id])
    name = found[application.applicant_id].name
    missing = await privacy.missing(
        application.applicant_id, name, CONSENTS, path=("application_id",)
    )
    return list(missing)
