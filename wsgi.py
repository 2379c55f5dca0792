from parasat_lms import create_app; app = create_app()  # noqa: E702, I001 - one line, by promise
