"""``omega dap``: a Debug Adapter Protocol adapter, so that any editor with a debugger debugs Lisp programs.

It stands between an editor and a server: requests of the editor become ops of our own wire, events of the debugger
become events of the editor. It decides nothing about programs: what a step is, where a breakpoint stops, what a
variable holds is the server's business. ``serving.py`` is the way in; ``requests.py`` lists who answers what.
"""
