"""Product centre (产品中心): what the bank lends, composed from parts, without code.

A product version is one document: its limits, the parts of its form and of the
investigation, papers, signers, fees, and the workflows it is bound to.

    DRAFT -> PENDING_PUBLISH -> PUBLISHED -> RETIRED
      <- sent back -           <-> SUSPENDED

Never true: an application outside the limits of its pinned version;
            a published version changes; its author publishes it;
            a document is made from a template that was not published by a second person.
"""
