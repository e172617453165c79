"""Text recognition for pages and images that hold no readable text.

Tesseract reads them where the machine has it, else rapidocr (the extra "ocr") does; each page is
read once, in a child process with limits. What neither can read stays unread, with the reason.
"""

from .pages import recognized

__all__ = ["recognized"]
