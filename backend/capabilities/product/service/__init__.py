"""Verbs of the product centre: products and document templates, published by a second person."""

from backend.capabilities.product.service.templates import (
    PublishDocumentTemplate,
    SaveDocumentTemplate,
    publish_document_template,
    save_document_template,
)
from backend.capabilities.product.service.versions import (
    ChangeProductVersion,
    SaveProductDraft,
    publish_product_version,
    resume_product_version,
    save_product_draft,
    submit_product_version,
    suspend_product_version,
)

__all__ = [
    "ChangeProductVersion",
    "PublishDocumentTemplate",
    "SaveDocumentTemplate",
    "SaveProductDraft",
    "publish_document_template",
    "publish_product_version",
    "resume_product_version",
    "save_document_template",
    "save_product_draft",
    "submit_product_version",
    "suspend_product_version",
]
