"""The till API, version 1: JSON over HTTPS, described by its own OpenAPI document."""
