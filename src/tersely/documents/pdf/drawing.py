"""What else a page draws: how much of it images cover, and which text a reader does not see.

Unseen is text in invisible ink (render mode 3, or no opacity), in the colour of what lies under
it, or clipped away. The recognized text under a scan is invisible too, and stays.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import compress
from typing import Any

from pypdfium2 import raw

from .calls import address
from .covered import Clips, Cover, is_on_layer, under_covers, without_effect
from .geometry import IDENTITY, Box, Matrix
from .objects import (
    BLACK,
    Colour,
    Item,
    boxes_of,
    colours_of,
    is_opaque,
    kinds_of,
    matrix_of,
    modes_of,
    objects_in,
    objects_of,
    segment_count,
)
from .pdfium import bounds_of
from .picture import Picture

_INVISIBLE_MODES = (3, 7)  # neither filled nor stroked; only added to the clipping path
_FILLED_MODES = (0, 2, 4, 6)
_MIN_COVER_PT = 3.0  # lower shapes are rules and underlines
_MAX_DEPTH = 5  # of forms within forms; deeper ones are not looked into
_GRID = 64
# Text lighter than this is compared with what is under it (0 black, 255 white).
_PALE = 230
_PALE_RED = 170  # no pale colour has less
_OPAQUE = 26
# Fewer steps of grey between the lightest and the darkest pixel, and nobody can read it: white on
# white has 0, the lightest grey of real pages that was seen (#f0f0f0 on white) about 15.
_LEAST_CONTRAST = 12
_SHAPES = (raw.FPDF_PAGEOBJ_PATH, raw.FPDF_PAGEOBJ_IMAGE)


# An image or a path, whether it is an image, and how many texts are drawn before it; a plain tuple,
# for a manual has tens of thousands.
_Shape = tuple[Item, bool, int]


@dataclass(slots=True)
class Drawing:
    """The objects of one page. Text objects are named by their address; `suspects` are those that
    may be hidden (see `covered`), and `texts` are all in the order of the drawing, with the matrix
    of the form that they are in.
    """

    page: Box
    has_layers: bool = False
    images: list[Box] = field(default_factory=list)
    invisible: dict[int, Box] = field(default_factory=dict)
    pale: dict[int, Box] = field(default_factory=dict)
    texts: list[tuple[Matrix, list[Item]]] = field(default_factory=list)
    text_count: int = 0
    covers: list[Cover] = field(default_factory=list)
    suspects: dict[int, Box] = field(default_factory=dict)
    paths: list[Item] = field(default_factory=list)
    clips: Clips = field(default_factory=Clips)

    @property
    def segments(self) -> int:
        """How many lines and curves the page draws; ask while it is open."""
        return segment_count(self.paths)

    def add_texts(self, items: list[Item], matrix: Matrix) -> None:
        """Notes texts that are drawn after all others."""
        if items:
            self.texts.append((matrix, items))
            self.text_count += len(items)

    @property
    def coverage(self) -> float:
        """The part of the page that images cover, 0..1."""
        cells: set[int] = set()
        left, bottom, _, _ = self.page
        width, height = max(1.0, self.page.width), max(1.0, self.page.height)
        for box in self.images:
            columns = _cells(box.left - left, box.right - left, width)
            rows = _cells(box.bottom - bottom, box.top - bottom, height)
            for row in rows:
                cells.update(row * _GRID + column for column in columns)
            if len(cells) == _GRID * _GRID:
                break
        return len(cells) / (_GRID * _GRID)

    def large_images(self, share: float) -> int:
        """How many images cover more than that share of the page each."""
        area = max(1.0, self.page.width * self.page.height)
        sizes = [image.width * image.height for image in self.images]
        return sum(size > share * area for size in sizes)

    def is_on_image(self, box: Box) -> bool:
        """Whether the middle of `box` lies on an image."""
        x = (box.left + box.right) / 2
        y = (box.bottom + box.top) / 2
        return any(image.holds(x, y) for image in self.images)


def _cells(low: float, high: float, size: float) -> range:
    """The cells of the grid whose middle lies between; clipped to the page."""
    first = max(0, round(low / size * _GRID))
    return range(first, min(_GRID, round(high / size * _GRID)))


def drawing_of(page: Any, has_layers: bool = False) -> Drawing:
    """Looks once at each object of a pypdfium2 page; `has_layers` if some may be switched off."""
    drawing = Drawing(bounds_of(page), has_layers)
    _collect(objects_of(page), IDENTITY, drawing, 0)
    return drawing


def _collect(objects: list[Item], matrix: Matrix, drawing: Drawing, depth: int) -> None:
    modes = modes_of(objects)
    is_text = [mode >= 0 for mode in modes]
    texts = list(compress(objects, is_text))
    _look_at_texts(texts, list(compress(modes, is_text)), matrix, drawing)
    if drawing.has_layers:
        _suspect(texts if depth else [*filter(is_on_layer, texts)], matrix, drawing)
    places = [place for place, mode in enumerate(modes) if mode < 0]
    others = [objects[place] for place in places]
    kinds = kinds_of(others)
    noted = 0
    shapes: list[_Shape] = []
    for number, item in enumerate(others):
        kind = kinds[number]
        texts_before = places[number] - number
        if kind == raw.FPDF_PAGEOBJ_FORM and depth < _MAX_DEPTH:
            drawing.add_texts(texts[noted:texts_before], matrix)
            noted = texts_before
            form_matrix = matrix_of(item).then(matrix)
            _collect(objects_in(item), form_matrix, drawing, depth + 1)
        elif kind in _SHAPES:
            texts_before += drawing.text_count - noted
            shapes.append((item, kind == raw.FPDF_PAGEOBJ_IMAGE, texts_before))
    drawing.add_texts(texts[noted:], matrix)
    _look_at_shapes(shapes, matrix, drawing)


def _look_at_texts(texts: list[Item], modes: list[int], matrix: Matrix, drawing: Drawing) -> None:
    """Notes texts that are invisible, pale, or perhaps clipped away."""
    invisible, pale = [], []
    drawn = zip(texts, modes, colours_of(texts), strict=True)
    odd = [text for text in drawn if text[1] or text[2] != BLACK]  # few, of tens of thousands
    for item, mode, colour in odd:
        is_filled = mode in _FILLED_MODES
        if mode in _INVISIBLE_MODES or (is_filled and colour[3] < _OPAQUE):
            invisible.append(item)
        elif is_filled and _is_pale(colour):
            pale.append(item)
    drawing.invisible.update(_placed(invisible, matrix))
    drawing.pale.update(_placed(pale, matrix))
    _suspect(drawing.clips.clipped_away(texts), matrix, drawing)


def _is_pale(colour: Colour) -> bool:
    red, green, blue, _ = colour
    return red > _PALE_RED and 0.3 * red + 0.6 * green + 0.1 * blue > _PALE


def _suspect(items: list[Item], matrix: Matrix, drawing: Drawing) -> None:
    drawing.suspects.update(_placed(items, matrix))


def _placed(items: list[Item], matrix: Matrix) -> Iterator[tuple[int, Box]]:
    """The address of each object, and where it stands."""
    return zip(map(address, items), boxes_of(items, matrix), strict=True)


def _look_at_shapes(shapes: list[_Shape], matrix: Matrix, drawing: Drawing) -> None:
    """Notes images and paths, and what they may cover."""
    paths = [item for item, is_image, _ in shapes if not is_image]
    drawing.paths += paths
    if len(paths) == len(shapes) and not drawing.text_count:
        return
    boxes = boxes_of([item for item, _, _ in shapes], matrix)
    for (item, is_image, texts_before), box in zip(shapes, boxes, strict=True):
        if is_image:
            drawing.images.append(box)
        left, bottom, right, top = box
        is_rule = right - left < _MIN_COVER_PT or top - bottom < _MIN_COVER_PT
        if is_rule or not texts_before:
            continue
        if is_image or is_opaque(item):
            drawing.covers.append(Cover(texts_before, box))


def unseen(page: Any, drawing: Drawing) -> set[int]:
    """The text objects that a reader of the page does not see, recognized text under a scan apart.

    Invisible text on an image is the work of text recognition if it is most of the text there; a
    few invisible words under a picture in a typed page are not.
    """
    unseen = drawing.invisible
    if suspects := drawing.suspects | under_covers(drawing.texts, drawing.covers):
        gone = without_effect(page, suspects, drawing.page)
        unseen = unseen | {item: suspects[item] for item in gone}
    visible = drawing.text_count - len(unseen)
    recognized = set()
    if len(unseen) >= visible and drawing.coverage >= 0.3:
        recognized = {item for item in unseen if drawing.is_on_image(unseen[item])}
    hidden = set(unseen) - recognized
    if drawing.pale:
        hidden |= _without_contrast(page, drawing)
    return hidden


def _without_contrast(page: Any, drawing: Drawing) -> set[int]:
    """The pale text objects that have the colour of what they stand on."""
    picture = Picture.of(page, drawing.page)
    hidden = set()
    for item, box in drawing.pale.items():
        area = b"".join(picture.area(box))
        if not area or max(area) - min(area) < _LEAST_CONTRAST:
            hidden.add(item)
    return hidden
