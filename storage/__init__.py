"""Electronic documents and images (影像与电子文件): bytes, names, hashes and time.

    hashing    canonical JSON, SHA-256
    store      ObjectStore, what every store can do and how it fails
    s3         the one adapter: any S3 server
    names      in which bucket and under which name an object lives
    crypto     envelope encryption, one data key per object
    vault      put_sealed, get, open: the door for other parts of the system
    upload     grant a direct upload, confirm it, take it in (refusals: why not)
    content    what uploaded bytes are
    images     re-encode, thumbnail, watermark, what a picture tells
    bundle     an archive bundle: build, verify (manifest: its list and hash chain)
    retention  versioning, object lock, life cycle
    probe      what the endpoint can do

Never true: an object is changed after it was named;
            personal information lies readable in the store.
"""
