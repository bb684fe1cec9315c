# What omega.protocol uses of msgpack 1.2, which ships no types.

from collections.abc import Callable
from typing import NamedTuple

class UnpackException(Exception): ...
class BufferFull(UnpackException): ...
class OutOfData(UnpackException): ...
class FormatError(ValueError, UnpackException): ...
class StackError(ValueError, UnpackException): ...

class ExtType(NamedTuple):
    code: int
    data: bytes

class Packer:
    def __init__(
        self,
        default: Callable[[object], object] | None = None,
        *,
        use_bin_type: bool = True,
        strict_types: bool = False,
        buf_size: int = 262144,
    ) -> None: ...
    def pack(self, obj: object) -> bytes: ...

class Unpacker:
    def __init__(
        self,
        *,
        read_size: int = 0,
        use_list: bool = True,
        raw: bool = False,
        timestamp: int = 0,
        strict_map_key: bool = True,
        object_hook: Callable[[dict[object, object]], object] | None = None,
        list_hook: Callable[[list[object]], object] | None = None,
        ext_hook: Callable[[int, bytes], object] = ...,
        max_buffer_size: int = 104857600,
        max_str_len: int = -1,
        max_bin_len: int = -1,
        max_array_len: int = -1,
        max_map_len: int = -1,
        max_ext_len: int = -1,
    ) -> None: ...
    def feed(self, next_bytes: bytes | bytearray | memoryview) -> None: ...
    def unpack(self) -> object: ...
    def tell(self) -> int: ...
