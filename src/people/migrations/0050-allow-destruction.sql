-- Lets roles of work be given the verb by which a case is destroyed when its years are over.
INSERT INTO people.verb (family, name) VALUES ('work', 'destroy');
