"""Why an upload is not accepted: a stable code and a Chinese sentence with the facts.

The library cannot use the backend's refusals; the capability that owns uploads turns
``code`` and ``message_zh`` into one.
"""

from functools import partial
from typing import ClassVar


class UploadRefused(Exception):
    """Not accepted; nothing of it is kept."""

    code: ClassVar[str]
    template_zh: ClassVar[str]

    def __init__(self, **facts: str | int) -> None:
        """Fill the facts into the sentence."""
        self.facts = facts
        self.message_zh = self.template_zh.format(**facts)
        super().__init__(f"{self.code}: {self.message_zh}")

    def __reduce__(self) -> tuple[partial["UploadRefused"], tuple[()]]:
        """Travel home from a worker process; by default an exception loses named facts."""
        return partial(type(self), **self.facts), ()


class UploadMissing(UploadRefused):
    code = "UPLOAD_MISSING"
    template_zh = "文件尚未上传或已过期,请重新上传"


class TypeNotAccepted(UploadRefused):
    code = "UPLOAD_TYPE_NOT_ACCEPTED"
    template_zh = "不支持的文件类型:{content_type},请上传 JPEG、PNG、WebP 图片或 PDF"


class TypeDiffers(UploadRefused):
    code = "UPLOAD_TYPE_DIFFERS"
    template_zh = "文件内容与声明的类型 {content_type} 不符"


class SizeNotAccepted(UploadRefused):
    code = "UPLOAD_SIZE_NOT_ACCEPTED"
    template_zh = "文件大小须在 1 字节与 {megabytes_max} MB 之间,实际 {size} 字节"


class SizeDiffers(UploadRefused):
    code = "UPLOAD_SIZE_DIFFERS"
    template_zh = "文件大小应为 {declared} 字节,实际 {size} 字节,请重新上传"


class HashDiffers(UploadRefused):
    code = "UPLOAD_HASH_DIFFERS"
    template_zh = "文件内容与登记的摘要不一致,请重新上传"


class ActiveContent(UploadRefused):
    code = "UPLOAD_ACTIVE_CONTENT"
    template_zh = "文件含有不允许的内容({found}),不能上传"


class ImageUnreadable(UploadRefused):
    code = "UPLOAD_IMAGE_UNREADABLE"
    template_zh = "图片已损坏或无法读取,请重新拍摄"


class ImageTooLarge(UploadRefused):
    code = "UPLOAD_IMAGE_TOO_LARGE"
    template_zh = "图片过大:{width}×{height} 像素,上限 {megapixels_max} 百万像素"
