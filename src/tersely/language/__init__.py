"""Sentences, words, scripts and numbers of any language, without models or downloads. Import the
submodule you need.
"""
