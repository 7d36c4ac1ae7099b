"""Free text: anything at all, and what looks like prose in our three languages."""

from __future__ import annotations

from hypothesis import strategies as st

_PIECES = (
    "M. Mme Dr. p. 12 art. 4 etc. U.S. J. R. No. 3 2026 3.5 1 234,5 12.000 ３．５ ２０２６ "
    "Le la d'un qu’elle the symposium network réseau École été CNRS MRAM e.g. i.e. cf. "
    "。 ． ｡ ！ ？ . ! ? … ... : ： ; , 、 ， 「 」 『 』 （ ） 【 】 ( ) [ ] « » “ ” ‘ ’ \" ' "
    "本 日 第 研究 です。 とした を 「はい。」 （注） シンポジウム ｶﾞ ー 々 ・ 〇 "
    "- – — • / | # * 1. 2) ①"
).split()
_SPACES = (" ", " ", " ", "", "", "\u00a0", "\u202f", "\u3000", "\t", "\n")

prose = st.lists(st.tuples(st.sampled_from(_PIECES), st.sampled_from(_SPACES)), max_size=25).map(
    lambda pairs: "".join(piece + space for piece, space in pairs)
)

anything = st.one_of(prose, st.text(max_size=80))
