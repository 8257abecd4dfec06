r"""Archive (档案管理): everything about one loan, sealed so that it can be proved years later.

    COLLECTING -> COMPLETE -> CHECKED -> SEALED, and SEALED again with each supplement
    a download: REQUESTED -> APPROVED | REFUSED, approved by a second person

Never true: a sealed file is changed or taken out;
            somebody sees an archive without a trace;
            the customer manager of a case seals its archive.
"""
