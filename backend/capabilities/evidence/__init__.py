"""Evidence and files (影像与电子文件): what was seen, read, checked and written.

    upload      GRANTED -> CONFIRMED -> TAKEN_IN | REFUSED
    document    FROZEN -> SIGNED | VOID         (made from a published template)

A file is named by its hash and kept encrypted; evidence says which slot of which
subject it fills, where and when it was taken, and what is doubtful about it.

Never true: a file changes after it was named;
            a picture from the album fills a slot that asks for the camera;
            a register that did not answer counts as a pass.
"""
