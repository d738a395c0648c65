"""Second floor: what a page needs to know. One function a page, frozen answers, nothing written."""
