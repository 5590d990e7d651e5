"""The whole public site of the sample city: each page type in each dress, links, charts, keyboard, paper."""
