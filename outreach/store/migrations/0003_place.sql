-- Where the workspace last sent from on its machine: number and path of the folder. A copy
-- differs in both, a folder that was moved, or that lies on a stick, in one of them.

ALTER TABLE workspace ADD COLUMN place TEXT NOT NULL DEFAULT '';
