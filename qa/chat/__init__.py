"""The chat: questions and answers on a whole terminal screen, with the cited report beside them."""
