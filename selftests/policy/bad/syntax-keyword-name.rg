policy test; levels A < B; subject form, hub;
