-- The store that the nodes agreed on: its identity and place.
SELECT identity, place FROM file_store
