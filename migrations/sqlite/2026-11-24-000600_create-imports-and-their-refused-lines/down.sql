DROP TABLE refused_lines;
DROP TABLE imports;
