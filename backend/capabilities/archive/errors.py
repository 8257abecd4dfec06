"""How archive refuses."""

from backend.kit.refusal import Refusal


class ArchiveIncomplete(Refusal):
    """Something that the catalogue demands is neither there nor explained."""

    code = "ARCHIVE_INCOMPLETE"
    message_zh = "档案尚缺:{missing}"


class ArchiveNothingNew(Refusal):
    """A supplement needs something to supplement."""

    code = "ARCHIVE_NOTHING_NEW"
    message_zh = "没有新的材料,无需补充归档"


class DownloadNotOpen(Refusal):
    """Not approved, run out, or somebody else's."""

    code = "DOWNLOAD_NOT_OPEN"
    message_zh = "下载申请未获批准或已过期,请重新申请"
