-- Sources say of themselves not only money by currency: messages are counted by kind, channel and state, with their tries.
alter table stage_control rename column currency to part;
alter table stage_control rename column amount_minor to total;
