"""Families of noise that keep a promised moment and put it where it hurts."""
