preview-organisation = Software that you can reuse: what it does, whether you may use it and whom to ask.
