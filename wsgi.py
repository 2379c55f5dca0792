from parasat_lms import create_app

app = create_app()
