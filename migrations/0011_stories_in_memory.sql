-- Which stories an entry may belong to is asked of memory: 17 rows at random places of two indexes were most of what a
-- match cost to write. What memory holds is made again from the sketches of story_entry.
DROP TABLE story_hash;
