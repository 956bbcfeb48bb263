"""Work that takes its time, so that a fault meets it in its middle on the fastest machine."""


def slow_down(cluster, seconds):
    """From now on every chunk takes at least so long."""
    cluster.sql(f"""CREATE OR REPLACE FUNCTION rest() RETURNS trigger LANGUAGE plpgsql AS
                    $$ BEGIN PERFORM pg_sleep({seconds}); RETURN new; END $$;
                    CREATE OR REPLACE TRIGGER rest BEFORE INSERT ON upload_chunk FOR EACH ROW
                    EXECUTE FUNCTION rest()""")
