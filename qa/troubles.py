"""What went wrong, as one line."""

import errno

from knowledge.errors import KnowledgeError
from qa.say import say

_TROUBLES = {
    errno.ENOENT: "没有这个文件",
    errno.EACCES: "没有权限",
    errno.EISDIR: "这是文件夹",
    errno.ENOTDIR: "不是文件夹",
    errno.EROFS: "只读，写不进去",
    errno.ENOSPC: "磁盘满了",
    errno.ENAMETOOLONG: "名字太长",
}


def trouble(error: BaseException) -> str:
    """Return what an error says that is nobody's fault in the program; '' for any other."""
    match error:
        case KnowledgeError():
            return say(error.zh, error.en)
        case OSError():
            where = f"{error.filename}" if error.filename is not None else say("读写", "input or output")
            what = error.strerror or str(error)
            return say(f"{where}：{_TROUBLES.get(error.errno or 0, what)}", f"{where}: {what}")
        case MemoryError():
            return say("内存不够", "out of memory")
        case RecursionError():
            return say("嵌套太深", "nested too deeply")
    return ""
