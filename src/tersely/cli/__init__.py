"""The command line: parse, call the library, print. Nothing below this package writes to a stream."""
