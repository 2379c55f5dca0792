"""Open Badges 3.0 without a web server: documents, keys, proofs, pictures, and what may be wrong with them.

Pure: no Flask and no database. Nothing here reads the clock or the network; contexts lie beside the code.
"""
