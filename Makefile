.PHONY: demo test check
demo test check: ; @echo later
