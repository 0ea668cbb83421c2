"""Forms drawn from a bank of items by a seed, and what the answers say of the items and of what was learnt."""

from jurdil.engines.quizzes.figures import Gain, ItemFigure, item_figures, paired_gain
from jurdil.engines.quizzes.forms import Drawn, draw_form

__all__ = ["Drawn", "Gain", "ItemFigure", "draw_form", "item_figures", "paired_gain"]
