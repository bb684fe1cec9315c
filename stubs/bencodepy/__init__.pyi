# What omega.protocol uses of bencode.py 4.1.0, which ships no types.

class BencodeDecodeError(Exception): ...

class BencodeDecoder:
    def __init__(
        self,
        encoding: str | None = None,
        encoding_fallback: str | None = None,
        dict_ordered: bool = False,
        dict_ordered_sort: bool = False,
        max_depth: int = 100,
    ) -> None: ...
    def decode(self, value: bytes) -> object: ...
