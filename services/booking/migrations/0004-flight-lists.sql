-- Lists of flights are read in the order of their departure.
create index flight_departure on flight (scheduled_departure, id);
create index flight_date on flight (departure_date);
